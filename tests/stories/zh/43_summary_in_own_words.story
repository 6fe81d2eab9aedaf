# A yes under the summary files nothing yet; a line can be named; 提交 in an edit shows the summary again.
# rules: CMP-2 CMP-3
C> 空调不制冷
C> 不会
C> 昨天
C> 绕城高速
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 可以了
B> 请回复“提交”
S> step == 'summary' and cases == 0
C> 我要改地点
B> 地点改为什么
S> step == 'where' and where == '绕城高速'
C> 提交
B> 请核对
S> step == 'summary' and cases == 0 and where == '绕城高速'
C> 3
C> 不对，我要改时间
B> 时间改为什么
S> step == 'when' and where == '绕城高速'
C> 前天
B> 已改为3月10日（周一）
S> step == 'summary' and cases == 0
C> 提交
S> complaints == 1
