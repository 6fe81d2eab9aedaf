# 46 提交 in the middle leads to the summary, past what is not required; a wish in own words gives way to a clear one.
# rules: CMP-1 CMP-2
C> 空调不制冷
C> 提交
B> 还不能提交
S> step == 'safety' and cases == 0
C> 不会
C> 提交
B> 请核对
S> step == 'summary' and cases == 0
C> 8
C> 你说呢
B> 您希望怎么处理
S> state.expectation == 'empty'
C> 你们看着办吧
S> shown.expectation == '你们看着办吧'
C> 修好就行，最好再送我一次保养
B> 维修
S> shown.expectation == '维修' and step == 'summary'
C> 让他们当面道歉 并且把膜补上
B> 道歉
S> shown.expectation == '道歉' and cases == 0
C> 提交
B> 已登记
S> complaints == 1
