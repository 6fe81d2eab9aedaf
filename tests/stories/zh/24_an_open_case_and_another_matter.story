# 24 With an open case: what belongs to it goes there, another matter is asked about, and nothing is lost.
# rules: CMP-2
C> 空调不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
S> complaints == 1
C> 空调今天还是不制冷
B> 已转给处理TS20250312-0001的同事
O> aftersales.1 空调今天还是不制冷
S> complaints == 1 and conversation == 'idle'
C> 又不凉了
B> 已转给处理TS20250312-0001的同事
C> 车门关不上了
B> 补充到TS20250312-0001，还是新的问题？
O> aftersales.1 车门关不上了
S> complaints == 1 and waiting is not None
C> 销售当时答应退我定金，一直不退
B> 补充到TS20250312-0001，还是新的问题？
O> aftersales.1 销售当时答应退我定金
S> complaints == 1 and conversation == 'idle'
C> 1
B> 已补充到TS20250312-0001
O! aftersales.1 销售当时答应退我定金
S> complaints == 1 and waiting is None
C> 还有，停车场收了我两次费用，乱收费
B> 还是新的问题？
O> aftersales.1 停车场收了我两次费用
C> 快点
O> aftersales.1 快点
S> complaints == 1 and wrote[-2:] == ['还有，停车场收了我两次费用，乱收费', '快点']
C> 销售当时答应退我定金，一直不退
C> [press 新的问题]
B> 影响行车安全吗
S> conversation == 'complaint' and '定金' in shown.phenomenon
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 退款
C> 没有
C> 提交
B> TS20250312-0002
S> complaints == 2 and department == 'sales'
S> wrote[0] == '销售当时答应退我定金，一直不退'
C> 进度
B> 您有2件
S> complaints == 2
